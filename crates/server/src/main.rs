//! Starts the server from its command line; everything else is in the library.

use std::process::ExitCode;

use baraza_server::{Config, Server, ServerError, stop_signal};
use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    match run(Config::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), ServerError> {
    let server = Server::bind(config).await?;
    // Scripts and tests wait for this line.
    println!("listening on http://{}", server.address());
    server.run(stop_signal()).await
}
