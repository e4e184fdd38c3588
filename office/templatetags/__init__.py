"""Tags and filters of the office's pages."""
