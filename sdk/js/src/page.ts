/** What happens to the page around a client: somebody comes back to it, the network returns, it goes. */

export interface PageListener {
  back(): void;
  leaving(): void;
}

/** Listens where there is a page, until the answer is called. */
export function watchPage(listener: PageListener): () => void {
  if (typeof document === "undefined" || typeof addEventListener === "undefined") return () => undefined;
  const visible = () => {
    if (!document.hidden) listener.back();
    else listener.leaving();
  };
  const online = () => listener.back();
  document.addEventListener("visibilitychange", visible);
  addEventListener("online", online);
  return () => {
    document.removeEventListener("visibilitychange", visible);
    removeEventListener("online", online);
  };
}
