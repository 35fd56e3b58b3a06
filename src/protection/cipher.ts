import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

const VERSION = 1

/** AES-256-GCM: version ‖ nonce (12) ‖ ciphertext ‖ tag (16). `aad`: where it stands; it opens nowhere else. */
export function encrypt(key: KeyObject, aad: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad)
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()])
}

/** Throws on anything that `encrypt` did not make with this key for this very place. */
export function decrypt(key: KeyObject, aad: Buffer, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed)
  if (bytes[0] !== VERSION || bytes.length < 29) throw new Error('not a sealed value')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13), {
    authTagLength: 16,
  })
  decipher.setAAD(aad).setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(13, -16)), decipher.final()])
}
