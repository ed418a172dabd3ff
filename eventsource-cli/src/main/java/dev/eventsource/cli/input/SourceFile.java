// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.input;

import dev.eventsource.cli.console.Failure;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A file of events, opened and decompressed within limits. What it is shows in its content, not in its name. */
public final class SourceFile implements Closeable {

    private static final int SNIFFED = 4096;

    private final String name;
    private final long size;
    private final CountedInput raw;
    private final BoundedInput bounded;
    private final InputStream input;
    private final Format format;

    private SourceFile(String name, long size, InputStream in, Limits limits) throws IOException {
        this.name = name;
        this.size = size;
        this.raw = new CountedInput(in);
        InputStream buffered = new BufferedInputStream(raw, 1 << 16);
        this.bounded = new BoundedInput(isGzip(buffered) ? gunzip(buffered) : buffered, raw, limits);
        this.input = new BufferedInputStream(bounded, 1 << 13);
        this.format = sniff();
    }

    /** What a file contains. */
    public enum Format {
        XES,
        CLOUD_EVENTS,
        NOTHING
    }

    /**
     * Opens a file.
     *
     * @throws Failure if there is no such file, or it is none of the formats
     */
    public static SourceFile open(Path path, Limits limits) {
        if (Files.isDirectory(path)) {
            throw new Failure(path + " is a directory; name a file");
        }
        if (!Files.exists(path)) {
            throw new Failure(path + " does not exist");
        }
        if (!Files.isReadable(path)) {
            throw new Failure(path + " may not be read by this user");
        }
        try {
            return opened(path.toString(), Files.size(path), Files.newInputStream(path), limits);
        } catch (IOException e) {
            throw new Failure(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What is piped in. */
    public static SourceFile ofStandardInput(InputStream in, Limits limits) {
        InputStream shielded = new FilterInputStream(in) {
            @Override
            public void close() {
                // Standard input belongs to the process.
            }
        };
        return opened("standard input", -1, shielded, limits);
    }

    private static SourceFile opened(String name, long size, InputStream in, Limits limits) {
        try {
            return new SourceFile(name, size, in, limits);
        } catch (IOException e) {
            try {
                in.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw MalformedInputException.reading(name, 1, e);
        }
    }

    /** For messages. */
    public String name() {
        return name;
    }

    /** As it lies on the disk, -1 if unknown. */
    public long size() {
        return size;
    }

    /** How many bytes of {@link #size()} have been read. */
    public long consumed() {
        return raw.count();
    }

    public Format format() {
        return format;
    }

    /** The decompressed content. */
    public InputStream input() {
        return input;
    }

    /** Tells the limits that one line or tag has been read and the next begins. */
    public void nextItem() {
        bounded.nextItem();
    }

    /** The file is not what it should be. */
    public MalformedInputException malformed(long line, String reason) {
        return new MalformedInputException(name, line, reason);
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            throw new Failure(name + " cannot be closed: " + e.getMessage(), e);
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private static InputStream gunzip(InputStream in) throws IOException {
        return new GZIPInputStream(in, 1 << 16);
    }

    private Format sniff() throws IOException {
        input.mark(SNIFFED);
        byte[] begin = input.readNBytes(SNIFFED);
        input.reset();
        if (begin.length == 0) {
            return Format.NOTHING;
        }
        int first = begin[0] & 0xff;
        if (first == 0xfe || first == 0xff) {
            return Format.XES;
        }
        int at = first == 0xef ? 3 : 0;
        while (at < begin.length && (begin[at] == ' ' || begin[at] == '\n' || begin[at] == '\r' || begin[at] == '\t')) {
            at++;
        }
        if (at >= begin.length) {
            return begin.length < SNIFFED ? Format.NOTHING : Format.CLOUD_EVENTS;
        }
        return switch (begin[at]) {
            case '<' -> Format.XES;
            case '{' -> Format.CLOUD_EVENTS;
            default ->
                throw malformed(
                        1,
                        "neither an XES log (XML) nor CloudEvents as JSON lines (one event a line, no array around all)");
        };
    }
}
