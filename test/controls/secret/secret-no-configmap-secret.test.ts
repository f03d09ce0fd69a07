import { secretNoConfigmapSecret } from '../../../src/controls/secret/secret-no-configmap-secret';
import type { KubernetesObject } from '../../../src/manifest/object';
import { certificate, credentials } from '../../support/credentials';
import { testManifestControl } from '../../support/test-manifest-control';

const configMap = (data: Readonly<Record<string, string>>, binaryData: Readonly<Record<string, string>> = {}): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data, binaryData });
const needs = 'the store that the credential belongs in';
const textOf = (wanted: string): string => credentials.find(([form]) => form === wanted)?.[1] ?? '';

testManifestControl(secretNoConfigmapSecret, {
  allows: [
    { name: 'settings', object: configMap({ LOG_LEVEL: 'info', 'nginx.conf': 'server {\n  listen 8080;\n  auth_basic off;\n}\n', 'ca.crt': certificate }) },
    { name: 'where the credentials are', object: configMap({ DB_PASSWORD_FILE: '/etc/secrets/db', TLS_SECRET: 'shop-tls', 'app.yaml': 'db:\n  passwordFile: /etc/secrets/db\n  secretName: db\n' }) },
    { name: 'placeholders', object: configMap({ 'app.properties': 'db.password=${DB_PASSWORD}\n# password=hunter2\n', password: '<set by the operator>' }) },
    { name: 'bytes', object: configMap({}, { logo: Buffer.from([137, 80, 78, 71, 0, 255]).toString('base64') }) },
  ],
  denies: [
    { name: 'a password', object: configMap({ DB_PASSWORD: 'hunter2' }), field: 'data.DB_PASSWORD', needs, actual: 'a literal under "DB_PASSWORD" (7 characters)' },
    { name: 'a password in a file', object: configMap({ 'app.properties': 'db.user=shop\ndb.password=hunter2\n' }), field: 'data["app.properties"]', needs, actual: 'a literal under "db.password" (7 characters)' },
    { name: 'a password in a file of one line', object: configMap({ 'app.properties': 'db.password=hunter2' }), field: 'data["app.properties"]', needs },
    { name: 'a token of a known format', object: configMap({ x: textOf('a GitHub token') }), field: 'data.x', needs, actual: 'a GitHub token (40 characters)' },
    { name: 'a private key', object: configMap({ 'id_rsa': textOf('a private key') }), field: 'data.id_rsa', needs },
    { name: 'a login to a registry', object: configMap({ 'config.json': textOf('a login to a registry') }), field: 'data["config.json"]', needs },
    { name: 'a private key in base64', object: configMap({}, { key: Buffer.from(textOf('a private key')).toString('base64') }), field: 'binaryData.key', needs },
  ],
});
