package io.github.dnsfailover.internal.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream on which every byte that is read counts. */
public final class BudgetedStream extends FilterInputStream {

    private final ReadBudget budget;

    /** Charges what is read from a stream to a budget. */
    public BudgetedStream(InputStream in, ReadBudget budget) {
        super(in);
        this.budget = budget;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        budget.spend(octet < 0 ? 0 : 1);
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        budget.spend(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        budget.spend(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false; // what is read twice would count twice
    }
}
