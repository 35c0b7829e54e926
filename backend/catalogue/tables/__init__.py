"""Reference tables (参考表) as editors change them row by row: drafts, a second person, versions over the shipped files."""
