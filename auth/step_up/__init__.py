"""Step-up authentication: proving again who one is, by a code, a passkey, a face check or an officer."""
