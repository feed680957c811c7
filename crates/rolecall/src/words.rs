//! Every sentence that a person reads about a failure, in one place.
