"""Sample world: registers, SMS gateway and phone that speak the real protocols about invented people."""
