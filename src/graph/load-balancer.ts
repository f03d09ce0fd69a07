/** How the clouds are told, by annotation, that a load balancer is not for the Internet. */
export const internalLoadBalancers: readonly string[] = [
  'service.beta.kubernetes.io/aws-load-balancer-internal=true',
  'service.beta.kubernetes.io/aws-load-balancer-internal=0.0.0.0/0',
  'service.beta.kubernetes.io/aws-load-balancer-scheme=internal',
  'service.beta.kubernetes.io/azure-load-balancer-internal=true',
  'networking.gke.io/load-balancer-type=Internal',
  'cloud.google.com/load-balancer-type=Internal',
  'service.beta.kubernetes.io/openstack-internal-load-balancer=true',
  'service.beta.kubernetes.io/oci-load-balancer-internal=true',
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type=private',
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type=intranet',
  'load-balancer.hetzner.cloud/disable-public-network=true',
];
