"""The sample world: registers, a message gateway and a phone that speak the real protocols about invented people."""
