// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Opens a connection to a virtual host of a RabbitMQ and closes it again: where that works, one can work. */
final class AmqpHandshake {

    private static final int MILLIS = 5_000;
    private static final byte[] PROTOCOL = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final int CONNECTION = 10;
    private static final int START = 10;
    private static final int START_OK = 11;
    private static final int TUNE = 30;
    private static final int TUNE_OK = 31;
    private static final int OPEN = 40;
    private static final int OPEN_OK = 41;
    private static final int CLOSE = 50;
    private static final int CLOSE_OK = 51;
    private static final int FRAME_END = 0xCE;

    /** The arguments of a method. */
    private interface Arguments {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private final DataInputStream in;
    private final DataOutputStream out;

    private AmqpHandshake(Socket socket) throws IOException {
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** The version that the server tells about itself, once it has let us in. */
    static String with(Address server) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), MILLIS);
            socket.setSoTimeout(MILLIS);
            return new AmqpHandshake(socket).shake(server);
        }
    }

    private String shake(Address server) throws IOException {
        out.write(PROTOCOL);
        DataInputStream start = receive(START);
        start.skipNBytes(2);
        String version = property(start, "version");
        send(START_OK, arguments -> {
            arguments.writeInt(0);
            writeShort(arguments, "PLAIN");
            writeLong(arguments, "\0" + server.user() + "\0" + server.password());
            writeShort(arguments, "en_US");
        });
        DataInputStream limits = receive(TUNE);
        send(TUNE_OK, arguments -> {
            arguments.writeShort(limits.readShort());
            arguments.writeInt(limits.readInt());
            arguments.writeShort(0);
        });
        send(OPEN, arguments -> {
            writeShort(arguments, server.path());
            arguments.writeShort(0);
        });
        receive(OPEN_OK);
        send(CLOSE, arguments -> arguments.write(new byte[7]));
        receive(CLOSE_OK);
        return version;
    }

    private void send(int method, Arguments arguments) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        DataOutputStream content = new DataOutputStream(payload);
        content.writeShort(CONNECTION);
        content.writeShort(method);
        arguments.writeTo(content);
        out.writeByte(1);
        out.writeShort(0);
        out.writeInt(payload.size());
        out.write(payload.toByteArray());
        out.writeByte(FRAME_END);
    }

    /** The arguments of this method; any other one is a refusal. */
    private DataInputStream receive(int method) throws IOException {
        in.skipNBytes(3);
        byte[] payload = new byte[in.readInt()];
        in.readFully(payload);
        in.readByte();
        DataInputStream content = new DataInputStream(new ByteArrayInputStream(payload));
        int area = content.readShort();
        int received = content.readShort();
        if (area != CONNECTION || received != method) {
            throw new IOException("RabbitMQ sent " + area + "/" + received + ": "
                    + new String(payload, 4, payload.length - 4, StandardCharsets.UTF_8));
        }
        return content;
    }

    private static String property(DataInputStream content, String wanted) throws IOException {
        byte[] table = readLong(content);
        DataInputStream entries = new DataInputStream(new ByteArrayInputStream(table));
        while (entries.available() > 0) {
            String name = new String(entries.readNBytes(entries.readUnsignedByte()), StandardCharsets.UTF_8);
            char type = (char) entries.readUnsignedByte();
            byte[] value = type == 't' ? entries.readNBytes(1) : readLong(entries);
            if (name.equals(wanted)) {
                return new String(value, StandardCharsets.UTF_8);
            }
        }
        throw new IOException("RabbitMQ did not tell its " + wanted);
    }

    private static byte[] readLong(DataInputStream content) throws IOException {
        return content.readNBytes(content.readInt());
    }

    private static void writeShort(DataOutputStream content, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        content.writeByte(bytes.length);
        content.write(bytes);
    }

    private static void writeLong(DataOutputStream content, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        content.writeInt(bytes.length);
        content.write(bytes);
    }
}
