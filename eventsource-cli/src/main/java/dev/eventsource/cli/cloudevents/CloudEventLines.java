// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.cloudevents;

import dev.eventsource.cli.input.MalformedInputException;
import dev.eventsource.cli.input.SourceFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a file as strict UTF-8: without a byte order mark, a carriage return at the end, and blank lines. */
final class CloudEventLines {

    private final SourceFile file;
    private final int maxBytes;
    private final InputStream in;
    private final Buffer buffer = new Buffer();
    private final byte[] chunk = new byte[1 << 14];
    private int at;
    private int filled;
    private long line;

    CloudEventLines(SourceFile file, int maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.in = file.input();
    }

    /** The number of the line that {@link #next()} gave, from 1. */
    long number() {
        return line;
    }

    /** The next line that is not blank, null at the end. */
    @Nullable
    String next() {
        while (true) {
            line++;
            buffer.reset();
            boolean more = readLine();
            String text = decoded();
            if (!text.isBlank()) {
                return text;
            }
            if (!more) {
                return null;
            }
        }
    }

    /** Reads up to the line feed; false at the end of the file. */
    private boolean readLine() {
        file.nextItem();
        while (true) {
            if (at == filled && !fill()) {
                return false;
            }
            int end = at;
            while (end < filled && chunk[end] != '\n') {
                end++;
            }
            if (buffer.size() + end - at > maxBytes) {
                throw file.malformed(
                        line, "the line has more than " + maxBytes + " bytes; if that is right, raise --max-line");
            }
            buffer.write(chunk, at, end - at);
            at = end;
            if (end < filled) {
                at++;
                return true;
            }
        }
    }

    private boolean fill() {
        try {
            at = 0;
            filled = Math.max(0, in.read(chunk));
            return filled > 0;
        } catch (IOException e) {
            throw MalformedInputException.reading(file.name(), line, e);
        }
    }

    private String decoded() {
        int from = line == 1 && buffer.startsWithByteOrderMark() ? 3 : 0;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer.bytes(), from, buffer.size() - from))
                    .toString();
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException e) {
            throw file.malformed(line, "the text is not UTF-8");
        }
    }

    /** Grows and is used again, without a copy for every line. */
    private static final class Buffer extends ByteArrayOutputStream {

        byte[] bytes() {
            return buf;
        }

        boolean startsWithByteOrderMark() {
            return count >= 3 && buf[0] == (byte) 0xef && buf[1] == (byte) 0xbb && buf[2] == (byte) 0xbf;
        }
    }
}
