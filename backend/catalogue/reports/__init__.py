"""Reports (这里不对): what visitors say is wrong on the page of a service, and the answers of its editors."""
