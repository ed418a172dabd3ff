// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that go through. */
class CountedInput extends FilterInputStream {

    private long count;

    CountedInput(InputStream in) {
        super(in);
    }

    /** How many bytes have been read. */
    final long count() {
        return count;
    }

    /** Called after some bytes were read. */
    void counted(long bytes) throws IOException {
        count += bytes;
    }

    @Override
    public final int read() throws IOException {
        int b = super.read();
        if (b >= 0) {
            counted(1);
        }
        return b;
    }

    @Override
    public final int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            counted(read);
        }
        return read;
    }

    @Override
    public final boolean markSupported() {
        return false;
    }
}
