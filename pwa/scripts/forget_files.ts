/** After signing out nothing that waited to be sent or saved stays on this device. */
import { forgetTyped } from "./kept_form";
import { forgetAll } from "./kit/outbox";

export default function forgetFiles(): void {
  forgetAll();
  forgetTyped();
}
