// The names by which a machine calls itself.

/** Whether a host is this machine: as it stands in a URL (`[::1]`) or in a setting (`::1`), without a port. */
export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/i.test(host);
