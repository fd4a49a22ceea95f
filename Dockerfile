# Writ on the official Airflow image: the same image serves every Airflow component (scheduler, DAG processor, API
# server, workers). The lock decides all versions; the build fails if it does not fit the image's Python.
FROM apache/airflow:3.3.2-python3.11

COPY --chown=airflow:root requirements.txt /opt/writ/requirements.txt
RUN pip install --no-cache-dir --compile -r /opt/writ/requirements.txt

COPY --chown=airflow:root . /opt/writ
WORKDIR /opt/writ
ENV PYTHONPATH=/opt/writ \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/writ/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/writ/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    GX_ANALYTICS_ENABLED=false
