// Certificates of external client apps: what proves JWT assertions, read from PEM or from its bare base64 body.
import { X509Certificate } from "node:crypto";

/**
 * The certificate as PEM with lines of 64 characters. Metadata files of the original hold the body alone, on one line.
 * Text that is neither comes back as it is, for `certificateProblem` to name.
 */
export function pemOf(text: string): string {
  const body = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, "").replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return text;
  return `-----BEGIN CERTIFICATE-----\n${body.match(/.{1,64}/g)!.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** What is wrong with a certificate, in a sentence that follows its app's name; `undefined` when it can be used. */
export function certificateProblem(pem: string): string | undefined {
  const certificate = parse(pem);
  if (!certificate) {
    return "has a certificate that cannot be read: give PEM, which begins with -----BEGIN CERTIFICATE-----";
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (asymmetricKeyType !== "rsa")
    return `has a certificate with a key of type ${asymmetricKeyType}: make one with an RSA key`;
  if (bits < 2048) return `has a certificate with a key of ${bits} bits: make one with 2048 or more`;
  return undefined;
}

/** When the certificate ends; epoch milliseconds. */
export function certificateEnd(pem: string): number | undefined {
  return parse(pem)?.validToDate.getTime();
}

/** A certificate in words: whose it is, until when, and its SHA-256 fingerprint. */
export function describeCertificate(pem: string): string {
  const certificate = parse(pem);
  if (!certificate) return "unreadable";
  const until = certificate.validToDate.toISOString().slice(0, 10);
  return `${certificate.subject.replaceAll("\n", ", ")}, until ${until}, SHA-256 ${certificate.fingerprint256}`;
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
