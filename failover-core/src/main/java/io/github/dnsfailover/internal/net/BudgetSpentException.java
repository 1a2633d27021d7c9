package io.github.dnsfailover.internal.net;

import java.net.ProtocolException;

/** The other side sent more than a {@link ReadBudget} allows; the connection is of no more use. */
public final class BudgetSpentException extends ProtocolException {

    private static final long serialVersionUID = 1L;

    BudgetSpentException(String message) {
        super(message);
    }
}
