// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.console;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Lines of UTF-8, each ended by one line feed on every platform. Buffered: {@link #flush()} or {@link #close()} it. */
public final class LineOutput implements AutoCloseable {

    private final OutputStream out;

    public LineOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    /**
     * Writes one line.
     *
     * @throws OutputClosedException if nobody reads it any more
     * @throws Failure if it cannot be written
     */
    public void line(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw failed(e);
        }
    }

    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(IOException e) {
        String reason = String.valueOf(e.getMessage());
        return reason.contains("Broken pipe") || reason.contains("pipe is being closed")
                ? new OutputClosedException(e)
                : new Failure("The output cannot be written: " + reason, e);
    }
}
