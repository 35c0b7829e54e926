"""The officers' side of guided sessions: the queue, a code that is read out, the screen, notes, handing over."""
