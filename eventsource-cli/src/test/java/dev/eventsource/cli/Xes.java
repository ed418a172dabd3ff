// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Small logs for tests. */
public final class Xes {

    private Xes() {}

    /** A log around these traces. */
    public static String log(String... traces) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\" xmlns=\"http://www.xes-standard.org/\">\n"
                + String.join("\n", traces) + "\n</log>\n";
    }

    /** A trace of this name with these children. */
    public static String trace(String name, String... children) {
        return "<trace>\n<string key=\"concept:name\" value=\"" + name + "\"/>\n" + String.join("\n", children)
                + "\n</trace>";
    }

    /** An event of this name that happened in this second of the first of October 2011. */
    public static String event(String name, int second, String... attributes) {
        return "<event><string key=\"concept:name\" value=\"" + name + "\"/><date key=\"time:timestamp\" value=\""
                + "2011-10-01T%02d:%02d:%02d.000+02:00".formatted(second / 3600, second / 60 % 60, second % 60)
                + "\"/>" + String.join("", attributes) + "</event>";
    }

    /** Writes a file. */
    public static Path file(Path path, String content) throws IOException {
        return Files.writeString(path, content);
    }

    /** Writes a compressed file. */
    public static Path gzipped(Path path, String content) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return path;
    }

    /** The first traces of a log, written to this file. */
    public static Path firstOf(Path whole, int traces, Path part) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(whole)), StandardCharsets.UTF_8));
                var out = Files.newBufferedWriter(part)) {
            int left = traces;
            String line = lines.readLine();
            while (line != null && left > 0) {
                out.write(line);
                out.newLine();
                left -= line.contains("</trace>") ? 1 : 0;
                line = lines.readLine();
            }
            out.write("</log>\n");
        }
        return part;
    }
}
