/** After signing out nothing that waited to be sent stays on this device. */
import { forgetAll } from "./kit/outbox";

export default function forgetFiles(): void {
  forgetAll();
}
