package io.github.dnsfailover.runtime;

/** Throws what no catch of exceptions and errors holds, as nothing else would end a thread at will. */
final class Thrown {

    private Thrown() {}

    static void sneakily(Throwable thrown) {
        Thrown.<RuntimeException>raise(thrown);
    }

    @SuppressWarnings("unchecked") // that is the point: the compiler takes it for unchecked
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
