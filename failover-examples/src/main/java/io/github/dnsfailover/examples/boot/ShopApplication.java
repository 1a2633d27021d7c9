package io.github.dnsfailover.examples.boot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application, which knows nothing of the engine; application.yml and the classes beside this one bring it. */
@SpringBootApplication
public class ShopApplication {

    /** Runs until the process is told to end. */
    public static void main(String[] args) {
        SpringApplication.run(ShopApplication.class, args);
    }
}
