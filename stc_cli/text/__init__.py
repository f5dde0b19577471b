"""Language work on plain strings: tokens, sentences, disfluencies, person, similarity."""
