package consumer;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventQuery;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.kafka.KafkaEventBus;
import dev.eventsource.otel.EventSourceTelemetry;
import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.rabbitmq.RabbitEventBus;
import dev.eventsource.redis.RedisEventBus;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.testing.Specification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Approves a loan on what was published: storages found by their URLs, a decision, its test. */
public final class Loans {

    sealed interface LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    record Approve(String by) {}

    static final class LoanDecider implements Decider<Approve, Integer, LoanEvent> {
        @Override
        public Integer initialState() {
            return 0;
        }

        @Override
        public List<LoanEvent> decide(Approve command, Integer approvals) {
            return approvals == 0 ? List.of(new Approved(command.by())) : List.of();
        }

        @Override
        public Integer evolve(Integer approvals, LoanEvent event) {
            return approvals + 1;
        }
    }

    private Loans() {}

    public static void main(String[] args) throws IOException {
        EventCodec codec = new JacksonEventCodec(EventTypes.of(LoanEvent.class));
        Specification.of(codec, "loan", LoanEvent.class, new LoanDecider())
                .given(new Approved("Ada"))
                .when(new Approve("Grace"))
                .thenNothing();
        Path folder = Files.createTempDirectory("consumer");
        for (String url : List.of("memory:", "jdbc:sqlite:" + folder.resolve("loans.db"))) {
            try (Storage storage = Storages.open(url)) {
                AggregateRepository<Approve, Aggregate<Integer>> loans =
                        new Aggregates(storage, codec).of("loan", LoanEvent.class, new LoanDecider());
                loans.execute("173688", new Approve("Ada"));
                loans.execute("173688", new Approve("Grace"));
                List<Object> events = storage.events().readAll(EventQuery.all(), 0, 10).events().stream()
                        .flatMap(event -> codec.decode(event).stream())
                        .toList();
                System.out.println(url + " " + events);
                if (!events.equals(List.of(new Approved("Ada")))) {
                    throw new IllegalStateException("One approval was expected");
                }
            }
        }
        for (Class<?> type : List.of(
                PostgresStorage.class, RedisEventBus.class, RabbitEventBus.class, KafkaEventBus.class, EventSourceTelemetry.class)) {
            System.out.println(type.getSimpleName() + " of version " + type.getPackage().getImplementationVersion());
        }
    }
}
