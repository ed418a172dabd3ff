// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.benchmarks.Contender.Result;
import dev.eventsource.benchmarks.Way.Writing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * One of several processes that write at the same time. For each {@link Order} it makes ready and says so, waits for a
 * line, writes its part and says what it took. It lives for many orders, so that they find it warmed up.
 */
final class WriterProcess {

    private WriterProcess() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(encode(run(Order.parse(line), in)));
        }
    }

    private static Result run(Order order, BufferedReader in) throws Exception {
        Workload workload = order.workload();
        FreshSchema schema = new FreshSchema(Child.address(), order.schema());
        int writers = order.shape().writersPerProcess();
        try (Writing writing = order.way().open(schema, workload, writers)) {
            return new Writers(workload, order.process() * writers, writers, () -> awaitStart(in))
                    .run(writing.writers());
        }
    }

    private static void awaitStart(BufferedReader in) throws IOException {
        System.out.println("ready");
        in.readLine();
    }

    private static String encode(Result result) {
        ByteBuffer bytes = ByteBuffer.allocate(result.latency().getNeededByteBufferCapacity());
        int length = result.latency().encodeIntoCompressedByteBuffer(bytes);
        ByteBuffer encoded = Base64.getEncoder().encode(bytes.flip().limit(length));
        return result.seconds() + " " + StandardCharsets.US_ASCII.decode(encoded);
    }

    /** What a process said in the end. */
    static Result decode(String line) throws DataFormatException {
        int space = line.indexOf(' ');
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(line.substring(space + 1)));
        Histogram latency = Histogram.decodeFromCompressedByteBuffer(bytes, 0);
        double seconds = Double.parseDouble(line.substring(0, space));
        return new Result(latency.getTotalCount(), seconds, latency, Cpu.Used.UNKNOWN);
    }
}
