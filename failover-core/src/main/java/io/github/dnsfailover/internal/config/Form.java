package io.github.dnsfailover.internal.config;

/** What the value of a key looks like. */
enum Form {
    /** As it stands, blanks included. */
    TEXT("text", false),
    /** Text that no message shows: it may be private, such as the value of a header. */
    PRIVATE_TEXT("text, shown nowhere", false),
    /** Text, or several by index; a comma is part of the text. */
    TEXTS("text, or several by index", true),
    /** A list with commas, or by index. */
    LIST("list", true),
    /** One of some words, or a list of them. */
    WORDS("list of words", true),
    /** One of some words. */
    WORD("word", false),
    /** A whole number. */
    NUMBER("whole number", false),
    /** True or false. */
    SWITCH("`true` or `false`", false),
    /** As in {@code 30s}, or by ISO 8601. */
    DURATION("duration", false),
    /** The path of a file. */
    FILE("path", false),
    /** The name of a secret, never the secret. */
    SECRET("`secret:` and a name", false);

    private final String words;
    private final boolean repeats;

    Form(String words, boolean repeats) {
        this.words = words;
        this.repeats = repeats;
    }

    /** For the page of all keys. */
    String words() {
        return words;
    }

    /** Whether there may be several values. */
    boolean repeats() {
        return repeats;
    }

    /** Whether a comma separates values. */
    boolean splits() {
        return this == LIST || this == WORDS;
    }

    /** Whether messages may show the value. */
    boolean isShown() {
        return this != PRIVATE_TEXT && this != SECRET;
    }
}
