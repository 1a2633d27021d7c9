package io.github.dnsfailover.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server on loopback that answers as a test says: with STARTTLS, which GreenMail does not have, and with
 * refusals. One connection after the other. Thread-safe.
 */
final class SmtpScript implements AutoCloseable {

    private final ServerSocket listening;
    private final Map<String, String> answers = new ConcurrentHashMap<>(new LinkedHashMap<>());
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final boolean implicit;
    private volatile int scanMillis;
    private volatile boolean resets;

    /** Null: in the clear. */
    private final SSLContext tls;

    private SmtpScript(SSLContext tls, boolean implicit) throws IOException {
        this.tls = tls;
        this.implicit = implicit;
        this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "smtp-script");
        thread.setDaemon(true);
        thread.start();
    }

    static SmtpScript plain() throws IOException {
        return new SmtpScript(null, false);
    }

    static SmtpScript startTls(String certificateHost) throws IOException {
        return new SmtpScript(Certificates.server(certificateHost), false);
    }

    static SmtpScript implicitTls(String certificateHost) throws IOException {
        return new SmtpScript(Certificates.server(certificateHost), true);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Answers so to each line that begins with this. */
    void answers(String command, String answer) {
        answers.put(command, answer);
    }

    /** Keeps each mail for so long before it says that it was taken, unless the client gives up. */
    void scansFor(int millis) {
        scanMillis = millis;
    }

    /** Takes a mail, says so, and resets the connection. */
    void resetsAfterTheMail() {
        resets = true;
    }

    /** What clients said; {@code (encrypted)} where TLS began. */
    List<String> said() {
        return said;
    }

    /** The mails that were taken. */
    List<String> mails() {
        return mails;
    }

    boolean encryptedBefore(String command) {
        int tlsBegan = said.indexOf("(encrypted)");
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).startsWith(command)) {
                return tlsBegan >= 0 && tlsBegan < i;
            }
        }
        return false;
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                Session session = new Session(socket);
                if (implicit) {
                    session.encrypt();
                }
                session.run();
            } catch (IOException e) {
                said.add("(ended: " + e.getClass().getSimpleName() + ")");
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private final class Session {

        private Socket socket;
        private BufferedReader in;
        private OutputStream out;
        private boolean encrypted;

        Session(Socket socket) throws IOException {
            use(socket);
        }

        private void use(Socket next) throws IOException {
            socket = next;
            in = new BufferedReader(new InputStreamReader(next.getInputStream(), StandardCharsets.UTF_8));
            out = next.getOutputStream();
        }

        private void encrypt() throws IOException {
            SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, false);
            secured.setUseClientMode(false);
            secured.startHandshake();
            said.add("(encrypted)");
            encrypted = true;
            use(secured);
        }

        void run() throws IOException {
            say("220 script");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                said.add(line);
                String answer = answerTo(line);
                say(answer);
                if (line.startsWith("QUIT")) {
                    return;
                }
                if (line.startsWith("STARTTLS")) {
                    encrypt();
                }
                if (answer.startsWith("354")) {
                    takeMail();
                    if (resets) {
                        return;
                    }
                }
            }
        }

        private String answerTo(String line) {
            for (Map.Entry<String, String> each : answers.entrySet()) {
                if (line.startsWith(each.getKey())) {
                    return each.getValue();
                }
            }
            if (line.startsWith("EHLO")) {
                return "250-script\r\n" + (tls != null && !encrypted ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN";
            }
            if (line.startsWith("STARTTLS")) {
                return "220 go on";
            }
            if (line.startsWith("AUTH")) {
                return "235 welcome";
            }
            return line.startsWith("DATA") ? "354 go on" : line.startsWith("QUIT") ? "221 bye" : "250 ok";
        }

        private void takeMail() throws IOException {
            StringBuilder mail = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                mail.append(line).append('\n');
            }
            mails.add(mail.toString());
            if (resets) {
                socket.setSoLinger(true, 0);
            }
            if (scanMillis == 0 || clientWaits()) {
                say("250 taken");
            }
        }

        private boolean clientWaits() throws IOException {
            socket.setSoTimeout(scanMillis);
            try {
                said.add("(while it had to wait: " + in.readLine() + ")");
                return false;
            } catch (SocketTimeoutException e) {
                socket.setSoTimeout(0);
                return true;
            }
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
