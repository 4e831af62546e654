"""Walking through a flow: playing conversations, by chance and by plan, to see that what should hold does hold."""
