// A certificate for a test: self-signed, with the private key that belongs to it, and with whatever life it needs.
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface TestCertificate {
  readonly pem: string;
  readonly privateKey: KeyObject;
}

/** An X.509 certificate (RFC 5280 §4.1) of an RSA key, valid between two moments. */
export function makeCertificate(from: Date, to: Date, modulusLength = 2048): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength });
  const name = sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from("test")))));
  const body = sequence(
    der(0x02, Buffer.from([1])),
    SHA256_WITH_RSA,
    name,
    sequence(utcTime(from), utcTime(to)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]));
  const certificate = sequence(body, SHA256_WITH_RSA, signature).toString("base64");
  const lines = certificate.match(/.{1,64}/g)!.join("\n");
  return { pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`, privateKey };
}

/** One value of DER: a tag, a length and what it holds. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const set = (...parts: readonly Buffer[]): Buffer => der(0x31, Buffer.concat(parts));
const utcTime = (at: Date): Buffer => der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));

/** 2.5.4.3. */
const COMMON_NAME = der(0x06, Buffer.from([0x55, 0x04, 0x03]));
/** 1.2.840.113549.1.1.11, without parameters. */
const SHA256_WITH_RSA = sequence(
  der(0x06, Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b])),
  der(0x05, Buffer.alloc(0)),
);
