"""Signs of abuse and complaints: detected, kept until an officer has looked, and settled."""
