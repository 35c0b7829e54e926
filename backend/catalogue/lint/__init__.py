"""What is wrong with a service, said so that an editor can put it right. Pure: no files, no database."""
