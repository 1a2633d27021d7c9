package io.github.dnsfailover.console;

import io.github.dnsfailover.internal.text.ForeignText;
import java.io.IOException;

/** What a visitor sent is not what it should be; the message is for the visitor. */
final class JsonFaultException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    JsonFaultException(String message) {
        super(ForeignText.line(message, LONGEST));
    }
}
