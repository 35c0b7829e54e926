/** After signing out nothing that waited, and no page that was seen, stays on this device. */
import { forgetTyped } from "./kept_form";
import { forgetAll } from "./kit/device_store";
import { forgetWaiting } from "./kit/waiting_answers";

export default function forgetFiles(): void {
  forgetAll();
  forgetTyped();
  forgetWaiting();
  const badged = navigator as Navigator & { clearAppBadge?: () => Promise<void> };
  void badged.clearAppBadge?.().catch(() => undefined);
}
