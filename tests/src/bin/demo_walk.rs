//! Walks the main job in the real window, without a display of the machine's, and leaves pictures.

fn main() {}
