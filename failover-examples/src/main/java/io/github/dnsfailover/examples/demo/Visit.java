package io.github.dnsfailover.examples.demo;

/**
 * One visit of the client: what DNS said, and what the page at that address said.
 *
 * @param answer what kind of answer DNS gave
 * @param address the address in it; empty if there was none
 * @param page the page; empty if there was none
 * @param detail why there was no address or no page; empty if there were both
 */
record Visit(Answer answer, String address, String page, String detail) {

    /** The kinds of answer that a client can get. */
    enum Answer {
        /** An address: the only one that is of use to a client. */
        ADDRESS("addresses"),
        /** The name exists, and has no address. */
        NODATA("NODATA"),
        /** The name does not exist. */
        NXDOMAIN("NXDOMAIN"),
        /** The server failed. */
        SERVFAIL("SERVFAIL"),
        /** Another code, or an error of this host. */
        OTHER("other failures"),
        /** No answer in time. */
        TIME_OUT("time-outs");

        private final String words;

        Answer(String words) {
            this.words = words;
        }

        /** For counts. */
        @Override
        public String toString() {
            return words;
        }
    }

    static Visit withoutAddress(Answer answer, String detail) {
        return new Visit(answer, "", "", detail);
    }

    static Visit withoutPage(String address, String detail) {
        return new Visit(Answer.ADDRESS, address, "", detail);
    }

    static Visit of(String address, String page) {
        return new Visit(Answer.ADDRESS, address, page, "");
    }

    /** For the timeline. */
    String words() {
        if (answer != Answer.ADDRESS) {
            return "no address: " + answer.name() + (detail.isEmpty() ? "" : ", " + detail);
        }
        return address + ", " + (page.isEmpty() ? "no page: " + detail : "page \"" + page + "\"");
    }
}
