package io.github.dnsfailover.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.testkit.HostileServer;
import io.github.dnsfailover.testkit.SmallHeap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One program in a small heap, against a server for each of several answers. */
final class SmallHeapRun {

    private SmallHeapRun() {}

    /** Starts the server for an answer. */
    interface Serving {
        HostileServer start(Sent sent) throws IOException;
    }

    /** What the program printed for each answer: its arguments are kind:answer:port, its lines "answer: end". */
    static Map<String, String> of(Class<?> program, String kind, Map<String, Sent> answers, Serving serving)
            throws IOException, InterruptedException {
        List<HostileServer> servers = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        try {
            for (Map.Entry<String, Sent> each : answers.entrySet()) {
                HostileServer server = serving.start(each.getValue());
                servers.add(server);
                arguments.add(kind + ":" + each.getKey() + ":" + server.port());
            }
            SmallHeap.Ended ended = SmallHeap.run(program, arguments.toArray(new String[0]));
            assertThat(ended.status()).as(kind + ": " + ended.output()).isZero();
            Map<String, String> ends = new LinkedHashMap<>();
            answers.keySet()
                    .forEach(name -> ended.output()
                            .lines()
                            .filter(line -> line.startsWith(name + ": "))
                            .forEach(line -> ends.put(name, line.substring(name.length() + 2))));
            return ends;
        } finally {
            for (HostileServer server : servers) {
                server.close();
            }
        }
    }
}
