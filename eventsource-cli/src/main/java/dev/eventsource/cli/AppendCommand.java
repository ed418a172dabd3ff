// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource append}: one event, without any class. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "append",
        mixinStandardHelpOptions = true,
        description = "Append one event, its payload being JSON from --data or standard input.",
        footer = {
            "",
            "If the stream is not where --expect says, nothing is stored, both versions are named and the exit code is 1. "
                    + "Appending the same --id again is a retry: the answer is where the event lies already."
        })
final class AppendCommand implements Callable<Integer> {

    @ParentCommand
    private EventSourceCommand parent;

    @Mixin
    private StoreOption store;

    @Parameters(
            paramLabel = "STREAM",
            converter = StreamConverter.class,
            description = "Like loan-173688, or acme:loan-173688 of the tenant acme.")
    private StreamId stream;

    @Option(
            names = "--type",
            paramLabel = "T",
            required = true,
            description = "The name of the fact, like LoanApproved.")
    private String type;

    @Option(names = "--data", paramLabel = "JSON", description = "The payload (default: standard input).")
    private @Nullable String data;

    @Option(
            names = "--expect",
            paramLabel = "VERSION",
            defaultValue = "any",
            converter = ExpectConverter.class,
            description = "any, none, exists, or the version that the stream is at (default: ${DEFAULT-VALUE}).")
    private ExpectedVersion expected;

    @Option(names = "--tag", paramLabel = "TAG", description = "By which the event can be found; may be repeated.")
    private List<String> tags = List.of();

    @Option(names = "--meta", paramLabel = "NAME=VALUE", description = "A metadata entry; may be repeated.")
    private Map<String, String> metadata = Map.of();

    @Option(
            names = "--revision",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the payload's schema (default: 1).")
    private int revision;

    @Option(names = "--id", paramLabel = "UUID", description = "Of the event (default: a new UUIDv7).")
    private @Nullable UUID id;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "When it happened, like 2011-10-01T00:38:44.546Z (default: now).")
    private @Nullable Instant at;

    @Option(names = "--json", description = "Print the result as a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        EventData event = event();
        try (Storage storage = store.open();
                LineOutput out = new LineOutput(parent.console().out())) {
            AppendResult result = storage.events().append(stream, expected, List.of(event));
            if (json) {
                out.line(new JsonObject()
                        .put("stream", stream.toString())
                        .put("version", result.version())
                        .put("position", result.lastPosition())
                        .put("id", event.id().toString())
                        .toString());
            } else {
                out.line("%s is at version %d; event %s has position %d"
                        .formatted(stream, result.version(), event.id(), result.lastPosition()));
            }
        }
        return 0;
    }

    private EventData event() throws IOException {
        String text = data == null ? fromStandardInput() : data;
        try {
            return new EventData(
                    id == null ? EventIds.next() : id,
                    type,
                    revision,
                    at == null ? Instant.now() : at,
                    Payload.of(text.strip()),
                    Metadata.of(metadata),
                    Set.copyOf(tags));
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private String fromStandardInput() throws IOException {
        byte[] bytes = parent.console().in().readNBytes(Payload.MAX_BYTES + 1024);
        if (bytes.length == 0) {
            throw new Failure("There is no payload: give JSON by --data or on standard input");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Failure("Standard input is not UTF-8", e);
        }
    }
}
