// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** Reads a scalar from the one kind of JSON value that it is written as, without any leniency. */
final class Scalar<T> extends StdScalarDeserializer<T> {

    private static final Set<JsonToken> STRING = Set.of(JsonToken.VALUE_STRING);
    private static final Set<JsonToken> INTEGER = Set.of(JsonToken.VALUE_NUMBER_INT);
    private static final Set<JsonToken> NUMBER = Set.of(JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT);
    private static final Set<JsonToken> BOOLEAN = Set.of(JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE);

    private final String name;
    private final Set<JsonToken> tokens;
    private final Function<JsonParser, T> read;

    private Scalar(Class<?> type, String name, Set<JsonToken> tokens, Function<JsonParser, T> read) {
        super(type);
        this.name = name;
        this.tokens = tokens;
        this.read = read;
    }

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("eventsource").setDeserializerModifier(new EnumName.Everywhere());
        Floating.addTo(module);
        add(module, String.class, "a string", STRING, JsonParser::getString);
        add(module, UUID.class, "a UUID as 36 characters", STRING, p -> uuid(p.getString()));
        add(module, Instant.class, "an instant in ISO 8601", STRING, p -> Instant.parse(p.getString()));
        add(module, LocalDate.class, "a date in ISO 8601", STRING, p -> LocalDate.parse(p.getString()));
        add(module, LocalTime.class, "a time in ISO 8601", STRING, p -> LocalTime.parse(p.getString()));
        add(
                module,
                LocalDateTime.class,
                "a date and time in ISO 8601",
                STRING,
                p -> LocalDateTime.parse(p.getString()));
        add(
                module,
                OffsetDateTime.class,
                "a time with offset in ISO 8601",
                STRING,
                p -> OffsetDateTime.parse(p.getString()));
        add(
                module,
                ZonedDateTime.class,
                "a time with zone in ISO 8601",
                STRING,
                p -> ZonedDateTime.parse(p.getString()));
        add(module, Duration.class, "a duration in ISO 8601", STRING, p -> Duration.parse(p.getString()));
        add(module, BigDecimal.class, "a number", NUMBER, JsonParser::getDecimalValue);
        add(module, BigInteger.class, "an integer", INTEGER, JsonParser::getBigIntegerValue);
        Scalar<Boolean> truth = new Scalar<>(Boolean.class, "a boolean", BOOLEAN, JsonParser::getBooleanValue);
        Scalar<Byte> byte8 =
                new Scalar<>(Byte.class, "an integer of 8 bits", INTEGER, p -> (byte) between(p, -128, 127));
        Scalar<Short> int16 =
                new Scalar<>(Short.class, "an integer of 16 bits", INTEGER, p -> (short) between(p, -32768, 32767));
        Scalar<Integer> int32 = new Scalar<>(Integer.class, "an integer of 32 bits", INTEGER, JsonParser::getIntValue);
        Scalar<Long> int64 = new Scalar<>(Long.class, "an integer of 64 bits", INTEGER, JsonParser::getLongValue);
        Scalar<Float> single =
                new Scalar<>(Float.class, "a number of single precision", NUMBER, p -> finite(p.getFloatValue()));
        Scalar<Double> twice =
                new Scalar<>(Double.class, "a number of double precision", NUMBER, p -> finite(p.getDoubleValue()));
        Scalar<Character> character =
                new Scalar<>(Character.class, "a string of one character", STRING, p -> single(p.getString()));
        return module.addDeserializer(boolean.class, truth)
                .addDeserializer(Boolean.class, truth)
                .addDeserializer(byte.class, byte8)
                .addDeserializer(Byte.class, byte8)
                .addDeserializer(short.class, int16)
                .addDeserializer(Short.class, int16)
                .addDeserializer(int.class, int32)
                .addDeserializer(Integer.class, int32)
                .addDeserializer(long.class, int64)
                .addDeserializer(Long.class, int64)
                .addDeserializer(float.class, single)
                .addDeserializer(Float.class, single)
                .addDeserializer(double.class, twice)
                .addDeserializer(Double.class, twice)
                .addDeserializer(char.class, character)
                .addDeserializer(Character.class, character);
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
        JsonToken token = parser.currentToken();
        String found = "expected " + name + ", found " + Found.name(token);
        if (!tokens.contains(token)) {
            throw new Refusal(found);
        }
        try {
            return read.apply(parser);
        } catch (StreamConstraintsException e) {
            throw new Refusal(found + " longer than the parser takes");
        } catch (JacksonException | ArithmeticException | IllegalArgumentException | DateTimeException e) {
            throw new Refusal(found + " that is none");
        }
    }

    private static <T> void add(
            SimpleModule module, Class<T> type, String name, Set<JsonToken> tokens, Function<JsonParser, T> read) {
        module.addDeserializer(type, new Scalar<>(type, name, tokens, read));
    }

    private static int between(JsonParser parser, int min, int max) {
        int value = parser.getIntValue();
        if (value < min || value > max) {
            throw new ArithmeticException();
        }
        return value;
    }

    private static float finite(float value) {
        if (!Float.isFinite(value)) {
            throw new ArithmeticException();
        }
        return value;
    }

    private static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException();
        }
        return value;
    }

    private static char single(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException();
        }
        return text.charAt(0);
    }

    private static UUID uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (text.length() != 36) {
            throw new IllegalArgumentException();
        }
        return uuid;
    }
}
