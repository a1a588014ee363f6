"""What people do with SQL of their own, over the sandbox."""
