"""What a package is made of: which `files` it may hold, its `texts` and `media`. The way in is `flows.package`."""
