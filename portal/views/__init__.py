"""Pages of the portal, and the platform's own about who looked."""
