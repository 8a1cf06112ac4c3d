"""Names of clubs and people in a text: tokens, words that tell, the register, and what stands around a name."""
