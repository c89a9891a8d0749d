// Whether the server answers and the session holds: told by whoever calls the server, heard by the shell.

/** `lost`: nobody answers. `ended`: the person is not logged in any more. */
export type Standing = "well" | "lost" | "ended";

const EVENT = "dragoman:standing";

export const tellStanding = (standing: Standing): void => {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: standing }));
};

/** Hear of it until the function that comes back is called. */
export function onStanding(listener: (standing: Standing) => void): () => void {
  const hear = (event: Event) => listener((event as CustomEvent<Standing>).detail);
  window.addEventListener(EVENT, hear);
  return () => window.removeEventListener(EVENT, hear);
}

const CHANNEL = "dragoman-session";

/** Tell the other tabs of this browser that somebody logged in or out here. */
export function tellTabs(word: "in" | "out"): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(word);
  channel.close();
}

/** Hear it from the other tabs, until the function that comes back is called. */
export function onTabs(listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => listener();
  return () => channel.close();
}
