"""What pages are put together from: filter bar, cached queries, panels, links."""
