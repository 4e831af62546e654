"""Every text a person sees, by stable id, in every language we offer."""
