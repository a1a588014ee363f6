"""Detection on a warehouse: read what is loaded, have it judged, keep what was found."""
