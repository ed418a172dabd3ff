// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static java.util.stream.Collectors.joining;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Proves that today's code reads yesterday's events: a folder of events as they were stored once, which stay there for
 * ever, and what each means today.
 *
 * <pre>{@code
 * GoldenEvents.in(Path.of("src/test/resources/golden"), CODEC)
 *         .check(new Submitted("Ada", 20_000), new Approved("Grace"));
 * }</pre>
 *
 * <p>The files are named {@code *.jsonl}; a line is {@code {"type":…,"revision":1,"data":{…},"today":[…]}}, where
 * {@code today} has the same fields for each event that it means today, as today's code writes it. Lines of
 * {@code eventsource export} are good, too. What is missing is written when the test runs with the system property
 * {@value #PROPERTY} set to {@code write}: a line for each sample of whose type and revision there is none, and
 * {@code today} where a line has none. What is there is never changed: if an old event means something else now, that is a
 * decision to be made by hand.
 */
public final class GoldenEvents {

    /** The system property. */
    public static final String PROPERTY = "eventsource.golden";

    private final Path folder;
    private final EventCodec codec;

    private GoldenEvents(Path folder, EventCodec codec) {
        this.folder = folder;
        this.codec = codec;
    }

    /** In this folder, to be read by this codec. */
    public static GoldenEvents in(Path folder, EventCodec codec) {
        return new GoldenEvents(folder, codec);
    }

    /**
     * Every line in the folder is read and means what it says, and every type and revision that the codec can write has a
     * line.
     *
     * @param samples an event of each class, to be written where there is no line yet
     * @throws AssertionError if that is not so; the message names all lines that are wrong
     */
    public void check(Object... samples) {
        boolean writes = "write".equals(System.getProperty(PROPERTY));
        List<String> complaints = new ArrayList<>();
        List<GoldenLine> lines = new ArrayList<>();
        for (Path file : files()) {
            List<GoldenLine> found = read(file);
            found.forEach(line -> line.check(codec).ifPresent(complaints::add));
            lines.addAll(found);
            if (writes && found.stream().anyMatch(GoldenLine::isUndecided) && complaints.isEmpty()) {
                write(file, found.stream().map(line -> line.decided(codec)).toList());
            }
        }
        if (writes && complaints.isEmpty()) {
            lines.addAll(add(lines, samples));
        }
        complaints.addAll(missing(lines));
        if (!complaints.isEmpty()) {
            throw new AssertionError(complaints.stream()
                    .collect(joining(
                            "\n\n", "Not all golden events in " + folder + " are read as they should be:\n\n", "")));
        }
    }

    private List<GoldenLine> add(List<GoldenLine> lines, Object... samples) {
        List<GoldenLine> added = new ArrayList<>();
        for (Object sample : samples) {
            EventData data = EventBuilder.of(codec, sample).data();
            if (Stream.concat(lines.stream(), added.stream())
                    .noneMatch(line -> line.isOf(data.type(), data.revision()))) {
                GoldenLine line = GoldenLine.of(folder.resolve(fileName(data.type())), data)
                        .decided(codec);
                added.add(line);
                io(() -> {
                    Files.createDirectories(folder);
                    return Files.writeString(
                            line.file(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                });
            }
        }
        return added;
    }

    private List<String> missing(List<GoldenLine> lines) {
        return codec.types().entries().stream()
                .filter(type -> lines.stream().noneMatch(line -> line.isOf(type.name(), type.revision())))
                .map(GoldenEvents::missing)
                .toList();
    }

    private static String missing(EventTypes.Entry type) {
        return "There is none of " + type.name() + " revision " + type.revision() + ": hand a "
                + type.type().getSimpleName() + " to check(…) and run once with -D" + PROPERTY + "=write";
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<GoldenLine> read(Path file) {
        List<String> texts = io(() -> Files.readAllLines(file));
        List<GoldenLine> lines = new ArrayList<>();
        for (int n = 0; n < texts.size(); n++) {
            if (!texts.get(n).isBlank()) {
                lines.add(GoldenLine.parse(file, n + 1, texts.get(n)));
            }
        }
        return lines;
    }

    private static void write(Path file, List<GoldenLine> lines) {
        String text = lines.stream().map(line -> line + "\n").collect(joining());
        io(() -> Files.writeString(file, text));
    }

    /** Types may have characters that names of files may not. */
    private static String fileName(String type) {
        return type.replaceAll("[^A-Za-z0-9._-]", "_") + ".jsonl";
    }

    private static <R> R io(IoWork<R> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface IoWork<R> {
        R run() throws IOException;
    }
}
