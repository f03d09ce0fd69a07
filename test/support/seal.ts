import { constants, createCipheriv, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';

/**
 * Seals a value as `kubeseal --raw` does: the length of the sealed key in two bytes, a fresh key under RSA-OAEP with SHA-256 and the place as its label,
 * and the value under AES-GCM with a nonce of zeros. The test in test/cluster compares the form with what the project itself sealed.
 */
export function sealFor(place: string, value: string, modulusLength = 2048): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const key = randomBytes(32);
  const sealedKey = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(place) }, key);
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(sealedKey.length);
  return Buffer.concat([length, sealedKey, cipher.update(value), cipher.final(), cipher.getAuthTag()]).toString('base64');
}
