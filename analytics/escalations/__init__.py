"""How often the AI hands over to people, why, after how many messages, and at which words."""
