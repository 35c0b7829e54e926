"""Sessions of a browser: the middleware that finds them, cookies, signing in, the form that outlives a session, where to return to."""
