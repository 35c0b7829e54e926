/** Says when the network is gone and when it is back. */
export default function offline(bar: HTMLElement): void {
  const look = (): void => {
    bar.hidden = navigator.onLine;
  };
  addEventListener("online", look);
  addEventListener("offline", look);
  look();
}
