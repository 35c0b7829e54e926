"""Papers of a case: upload intake, files shared from other apps, reuse of held materials, removal."""
