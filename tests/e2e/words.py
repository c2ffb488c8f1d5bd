"""The few words of the interface that tests look for."""

ERROR_TITLE = {"zh-hans": "错误：", "en": "Error: "}
